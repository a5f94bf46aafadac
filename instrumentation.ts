import type { Instrumentation } from "next";

/** Called by the framework for what a page or route throws: into the log, under the request's reference. */
export const onRequestError: Instrumentation.onRequestError = async (error) => {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { recordFault } = await import("@/lib/observability/record-fault");
  recordFault(error);
};
