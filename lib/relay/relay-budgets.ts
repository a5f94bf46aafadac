import { consume, type LimitAnswer } from "@/lib/rate-limits/rate-limit-store";

/** What the relay asks the limits for: by account, by client address of refused requests, by connection. */
export const RELAY_BUDGETS = {
  takeWebcamMinute: (userId: string): Promise<LimitAnswer> => consume("webcamMinutesPerAccount", userId),
  takeGuess: (address: string): Promise<LimitAnswer> => consume("relayRefusalsPerAddress", address),
  takePreflight: (connectionId: string): Promise<LimitAnswer> => consume("preflightsPerConnection", connectionId),
  takeSocket: (connectionId: string): Promise<LimitAnswer> => consume("relaySocketsPerConnection", connectionId),
};
