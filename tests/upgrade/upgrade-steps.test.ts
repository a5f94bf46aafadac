import { expect, it } from "vitest";
import { changeRows, dropRows, follow, moveRows, renameColumn, renameTable, requireTarget } from "./upgrade-steps";

const rows = {
  Printer: [{ id: "p1" }],
  Code: [
    { id: "c1", of: "p1" },
    { id: "c2", of: "gone" },
    { id: "c3", of: null },
  ],
};

it("a table is renamed where it stands, so that what points to it comes behind it", () => {
  expect(Object.entries(follow(rows, [renameTable("Printer", "Device")]))).toEqual([
    ["Device", rows.Printer],
    ["Code", rows.Code],
  ]);
});

it("a column is renamed in every row", () => {
  expect(follow(rows, [renameColumn("Printer", "id", "key")]).Printer).toEqual([{ key: "p1" }]);
});

it("rows are changed and deleted", () => {
  const steps = [changeRows("Code", (row) => ({ ...row, tries: 0 })), dropRows("Code", ({ of }) => of === null)];
  expect(follow(rows, steps).Code).toEqual([
    { id: "c1", of: "p1", tries: 0 },
    { id: "c2", of: "gone", tries: 0 },
  ]);
});

it("rows move to another table, behind those that are there", () => {
  const moved = follow({ ...rows, Proof: [{ id: "k1" }] }, [
    moveRows("Code", "Proof", ({ id }) => ({ id })),
    moveRows("Printer", "Machine", (row) => row),
  ]);
  expect(moved).toEqual({ Proof: ["k1", "c1", "c2", "c3"].map((id) => ({ id })), Machine: rows.Printer });
});

it.each([
  ["null", [rows.Code[0], { id: "c2", of: null }, rows.Code[2]]],
  ["drop", [rows.Code[0], rows.Code[2]]],
] as const)("a row that points to what is gone is mended by a foreign key: %s", (dangling, left) => {
  expect(follow(rows, [requireTarget("Code", "of", "Printer", dangling)]).Code).toEqual(left);
});

it("what is done to a table that is not there yet does nothing", () => {
  const steps = [renameTable("Later", "Latest"), renameColumn("Later", "a", "b"), dropRows("Later")];
  expect(follow(rows, steps)).toEqual(rows);
});
