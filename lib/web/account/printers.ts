import { removePrinter } from "@/lib/endings/remove-printer";
import { chooseOfflineMail } from "@/lib/printers/offline/offline-mail-store";
import { isAboutTheName } from "@/lib/printers/printer-name";
import { isPublicId } from "@/lib/printers/public-id";
import { renamePrinter } from "@/lib/printers/rename-printer";
import type { AccountPost, Place } from "@/lib/web/account/account-action";

export const PRINTERS_PAGE = "/account/printers";

/** The page of the printer that the address names. */
export const printerPage = ({ id }: Place): string => (isPublicId(id) ? `${PRINTERS_PAGE}/${id}` : PRINTERS_PAGE);

/** "Save name". */
export async function rename(post: AccountPost): Promise<string> {
  const { id, user, field, address } = post;
  const renamed = await renamePrinter({ publicId: id, userId: user.id, name: field("name"), address });
  if (renamed.ok) return `${printerPage(post)}?saved=1`;
  return isAboutTheName(renamed.error) ? `${printerPage(post)}?error=${renamed.error}` : printerPage(post);
}

/** "Turn on", "Turn off": emails when it goes offline. */
export async function chooseMails(post: AccountPost): Promise<string> {
  const wanted = post.field("offline") === "yes";
  const chosen = await chooseOfflineMail({ publicId: post.id, userId: post.user.id, wanted });
  return `${printerPage(post)}${chosen ? `?mails=${wanted ? "on" : "off"}` : ""}#emails`;
}

/** "Remove printer": takes it out of the account, with everything that reaches it through us. */
export async function remove({ id, user, address }: AccountPost): Promise<string> {
  const removed = await removePrinter({ publicId: id, userId: user.id, address });
  return `${PRINTERS_PAGE}${removed === "nothing" ? "" : `?removed=${removed}`}`;
}
