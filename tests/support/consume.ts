// For tests: another server that takes from the same limit. Arguments: limit, subject, how often.
import type { LimitName } from "@/lib/rate-limits/limits";
import { consume } from "@/lib/rate-limits/rate-limit-store";

const [name = "", subject = "", times = "0"] = process.argv.slice(2);
const answers = await Promise.all(Array.from({ length: Number(times) }, () => consume(name as LimitName, subject)));
process.send?.(answers.filter((answer) => answer.ok).length, () => process.exit(0));
