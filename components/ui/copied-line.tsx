/** A text to be copied by hand. */
export const CopiedLine = ({ children }: { children: string }) => (
  <code
    dir="ltr"
    className={
      "block rounded-field border border-line bg-paper px-3 py-2 text-small leading-snug " +
      "[overflow-wrap:anywhere] select-all sm:bg-card"
    }
  >
    {children}
  </code>
);
