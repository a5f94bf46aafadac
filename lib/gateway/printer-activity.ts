/** What a printer does. */
export type PrinterActivity = {
  state: "idle" | "printing" | "paused" | "complete" | "cancelled" | "error";
  /** Percent, 0 to 100. */
  progress?: number | undefined;
  file?: string | undefined;
  secondsLeft?: number | undefined;
};

/** What a printer that one of Obico's agents connects does, as far as the agent told it. Of its row's id. */
export const printerActivity: (printerId: string) => PrinterActivity | undefined = () => undefined;
