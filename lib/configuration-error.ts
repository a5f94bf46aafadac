/** A wrong or missing setting. `sentences` name each. */
export class ConfigurationError extends Error {
  constructor(readonly sentences: string[]) {
    super(sentences.join("\n"));
  }
}
