import { env } from "@/lib/env";

/** Address of the portal's page of a printer, which its signed-in owner sees. */
export const printerPage = ({ publicId }: { publicId: string }): string => `${env().portalUrl}/view/${publicId}`;
