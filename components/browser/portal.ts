/*
 * The one script of the portal's pages: niceties, without which every page works. No framework; each part finds its
 * places in the page by their data attributes.
 */
import { completeCodes } from "@/components/browser/complete-codes";
import { countDowns } from "@/components/browser/count-down";
import { fuseThread } from "@/components/browser/fuse-thread";
import { liveCards } from "@/components/browser/live-cards";
import { awaitMails } from "@/components/browser/new-mails";
import { pressButtons } from "@/components/browser/press-buttons";
import { proveBrowser } from "@/components/browser/prove-browser";
import { submitOnce } from "@/components/browser/submit-once";
import { untilConnected } from "@/components/browser/until-connected";
import { waitForNews } from "@/components/browser/wait-for";
import { withPasskeys } from "@/components/browser/with-passkeys";

proveBrowser();
submitOnce();
fuseThread();
untilConnected();
pressButtons();
countDowns();
waitForNews();
completeCodes();
withPasskeys();
awaitMails();
liveCards();
