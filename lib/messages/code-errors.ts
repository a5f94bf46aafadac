import type { ErrorCode } from "@/lib/messages/messages";

const ABOUT_THE_CODE: readonly ErrorCode[] = ["code_wrong", "code_expired", "code_used_up", "code_missing"];

/** Whether an error is about a mailed code, and is said at its field. */
export const isAboutTheCode = (code: ErrorCode): boolean => ABOUT_THE_CODE.includes(code);

const OVER: readonly ErrorCode[] = ["code_expired", "code_used_up", "code_missing"];

/** Whether no code can be right any more: a new one has to be sent. */
export const isCodeOver = (code: ErrorCode): boolean => OVER.includes(code);
