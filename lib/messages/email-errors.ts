import type { ErrorCode } from "@/lib/messages/messages";

const ABOUT_THE_ADDRESS: readonly ErrorCode[] = ["email_invalid", "email_local_part", "email_same"];

/** Whether an error is about an email address, and is said at its field. */
export const isAboutTheAddress = (code: ErrorCode): boolean => ABOUT_THE_ADDRESS.includes(code);
