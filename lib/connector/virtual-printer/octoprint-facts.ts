/** What the virtual printer does, in OctoPrint's words: `GET /api/job`. It never ends. */
export const JOB = {
  job: {
    file: {
      name: "test.gcode",
      display: "test.gcode",
      origin: "local",
      path: "test.gcode",
      size: 1_000_000,
      date: 1_700_000_000,
    },
    estimatedPrintTime: 3600,
    averagePrintTime: null,
    lastPrintTime: null,
    filament: { tool0: { length: 1234.5, volume: 2.97 } },
    user: "admin",
  },
  progress: { completion: 42, filepos: 420_000, printTime: 1512, printTimeLeft: 2088, printTimeLeftOrigin: "estimate" },
  state: "Printing",
};

/** `GET /api/printer` */
export const MACHINE = {
  state: {
    text: "Printing",
    flags: {
      operational: true,
      printing: true,
      cancelling: false,
      pausing: false,
      resuming: false,
      finishing: false,
      paused: false,
      error: false,
      ready: false,
      closedOrError: false,
      sdReady: false,
    },
  },
  temperature: { tool0: { actual: 214.8, target: 215, offset: 0 }, bed: { actual: 60.1, target: 60, offset: 0 } },
};
