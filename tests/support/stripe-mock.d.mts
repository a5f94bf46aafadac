/** The test that needs it. */
export const STRIPE_MOCK_TEST: string;

/** @returns the built program, or why there is none: the end of a sentence */
export function prepareStripeMock(): { program: string } | { missing: string };
