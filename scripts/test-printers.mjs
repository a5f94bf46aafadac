// `npm run test:printers`: our connector beside real printers' software. Installs OctoPrint and Moonraker from PyPI
// below .cache/printers, as programs of their own: no code of theirs enters the project, and nothing of it imports
// them. Ends with one line that counts the proofs. Exit code 0: all passed. 1: something failed. 3: PyPI or Python is
// not there, so nothing ran.
import { build, prepareSources, root, run, say, tool } from "./prepare.mjs";
import { installPrinters, NotReachable } from "../tests/printers/install.mjs";

const DID_NOT_RUN = 3;

let programs;
try {
  programs = installPrinters(root);
} catch (error) {
  const offline = error instanceof NotReachable;
  process.stderr.write(`${error.message}\n`);
  say(offline ? "The tests with real printers DID NOT RUN." : "\n0 passed, 1 failed");
  process.exit(offline ? DID_NOT_RUN : 1);
}
prepareSources();
build();
const passed = run(tool("tsx"), ["tests/printers/run.ts"], {
  TEST_OCTOPRINT: programs.octoprint,
  TEST_MOONRAKER: programs.moonraker,
});
process.exit(passed ? 0 : 1);
