/** What one account may move through the relay; told to apps as `PrinterLimits`. */
export const CONNECTION_LIMITS = {
  maxDownloadFileSizeBytes: 2 * 1024 ** 3,
  maxUploadFileSizeBytes: 2 * 1024 ** 3,
  maxSingleWebcamStreamLengthSeconds: 3600,
} as const;
