// Before a program of the command line: installs and generates what is missing, as `npm start` does, and says so where
// it does not mix with what the program prints.
import { prepareSources } from "./prepare.mjs";

process.stdout.write = process.stderr.write.bind(process.stderr);
prepareSources();
