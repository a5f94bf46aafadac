import type { AccountConnection } from "@/lib/connections/account-connection-store";

export type AppGroup = { appId: string; appName: string; connections: AccountConnection[] };

/** Connections by app, apps by name. Pure. */
export function groupByApp(connections: AccountConnection[]): AppGroup[] {
  const groups = new Map<string, AppGroup>();
  for (const connection of connections) {
    const { appId, appName } = connection;
    const group = groups.get(appId) ?? { appId, appName, connections: [] };
    groups.set(appId, group);
    group.connections.push(connection);
  }
  return [...groups.values()].sort((a, b) => a.appName.localeCompare(b.appName, "en"));
}
