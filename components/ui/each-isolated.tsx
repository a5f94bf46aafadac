import { Fragment } from "react";
import { listParts } from "@/lib/messages/list-words";

/** For messages with `<n>` around a list of what things are called: each by itself, with the words between them. */
export const eachIsolated = (names: readonly string[]) => () =>
  listParts(names).map(({ type, value }, index) => (
    <Fragment key={index}>{type === "element" ? <bdi>{value}</bdi> : value}</Fragment>
  ));
