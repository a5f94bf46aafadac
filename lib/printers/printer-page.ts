import { env } from "@/lib/env";

/** Address of the portal's page of a printer: for its signed-in owner. @param printer.publicId what it is called here */
export const printerPage = ({ publicId }: { publicId: string }): string => `${env().portalUrl}/view/${publicId}`;
