import { poll } from "@/components/browser/poll";

/** The page of mails shows new ones by itself (`data-mails`: when the newest was sent). */
export function awaitMails(): void {
  const place = document.querySelector<HTMLElement>("[data-mails]");
  if (!place) return;
  const look = ([newest]: { sentAt: string }[]) => {
    if (!newest || newest.sentAt === place.dataset.mails) return false;
    location.reload();
    return true;
  };
  poll("/dev/mail.json", look, { first: 2000, shown: 2000, hidden: 10_000 });
}
