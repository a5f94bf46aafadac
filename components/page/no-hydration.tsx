/** What the framework is given to build for browsers of a page that is markup alone: nothing. */
export default function NoHydration() {
  return null;
}
