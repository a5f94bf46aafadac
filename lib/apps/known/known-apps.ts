/**
 * An app that people can tell a server's address (docs/app-contract.md#11-apps-that-take-a-servers-address).
 * @property aliases what it calls itself by, lower case
 * @property webcam what it expects where a tunnel has its webcam: an address of a picture, or motion JPEG
 */
export type KnownApp = {
  id: string;
  name: string;
  aliases: string[];
  tunnelReturnUrls: string[];
  webcam: "address" | "motion_jpeg";
};

/** The apps whose ways of asking and of reading the answer are known here. */
export const KNOWN_APPS: readonly KnownApp[] = [
  {
    id: "mobileraker",
    name: "Mobileraker",
    aliases: ["mobileraker-android", "mobileraker-ios"],
    tunnelReturnUrls: ["mobileraker://obico"],
    webcam: "address",
  },
  // Reads the address of the completion page.
  { id: "octopod", name: "OctoPod", aliases: ["octopod"], tunnelReturnUrls: [], webcam: "motion_jpeg" },
  {
    id: "octoapp",
    name: "OctoApp",
    aliases: ["octoapp"],
    tunnelReturnUrls: ["https://app.octoapp.eu/connect-spaghetti-detective"],
    webcam: "address",
  },
];

/** A known app by its id. */
export const knownApp = (id: string): KnownApp | undefined => KNOWN_APPS.find((app) => app.id === id);
