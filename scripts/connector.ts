import { runProgram } from "@/lib/connector/run-program";

const code = await runProgram(process.argv.slice(2), process.env);
if (code !== undefined) process.exitCode = code;
