/** The text fields of a posted form, each cut to a length that no field exceeds; files are ignored. */
export async function readForm(request: Request): Promise<(name: string) => string> {
  const type = request.headers.get("content-type") ?? "";
  if (!/^(application\/x-www-form-urlencoded|multipart\/form-data)/i.test(type)) return () => "";
  const data = await request.formData().catch(() => new FormData());
  return (name) => {
    const value = data.get(name);
    // PostgreSQL keeps neither NUL nor half a character, which a cut can leave; neither is typed.
    return typeof value === "string" ? value.slice(0, 2000).replaceAll("\0", "").toWellFormed() : "";
  };
}
