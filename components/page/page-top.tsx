import { Mark } from "@/components/page/mark";

/** The first line of a page: whose portal it is. @param who is signed in, where that has to be seen */
export const PageTop = ({ who }: { who?: string | undefined }) => (
  <div className="screen-top">
    <Mark />
    {who && <bdi className="text-tiny text-soft">{who}</bdi>}
  </div>
);
