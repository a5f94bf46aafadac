import { pino } from "pino";
import { setShared } from "@/lib/shared";

// For Vitest: keeps the log of the code under test out of the report.
setShared("log", pino({ level: "silent" }));
