/** For password managers: whose password a form is about. Not shown, and what it holds is not read. */
export const UserName = ({ email }: { email: string }) => (
  <input type="text" name="username" autoComplete="username" value={email} readOnly hidden />
);
