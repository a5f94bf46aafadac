/**
 * The six digits of this page. They work as long as its script asks for them, and are others after ten minutes; when
 * they were entered and the person is to be asked, the script loads the page anew.
 * @param asked the person is asked already @param elsewhere what is said when another page has them
 */
export const AgentDigits = ({
  url,
  digits,
  asked,
  elsewhere,
}: {
  url: string;
  digits: string;
  asked: boolean;
  elsewhere: string;
}) => (
  <div aria-live="polite" data-digits={url} data-asked={asked || undefined}>
    <p data-until className="agent-digits">
      {digits}
    </p>
    <p data-once hidden>
      {elsewhere}
    </p>
  </div>
);
