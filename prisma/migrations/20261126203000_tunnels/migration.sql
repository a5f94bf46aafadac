-- Apps that take a server's address: the names they call themselves by, and where they are returned to with a tunnel.
-- A table of their own: a server that knows no tunnels must not take these addresses for its own.
CREATE TABLE "AppTunnelUrl" (
  "appId" TEXT NOT NULL REFERENCES "App"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  "url" TEXT NOT NULL,
  PRIMARY KEY ("appId", "url")
);

CREATE TABLE "AppAlias" (
  "alias" TEXT NOT NULL PRIMARY KEY,
  "appId" TEXT NOT NULL REFERENCES "App"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "AppAlias_appId_idx" ON "AppAlias"("appId");

ALTER TABLE "App" ADD COLUMN "seeded" BOOLEAN NOT NULL DEFAULT false;

CREATE TYPE "JourneyAnswer" AS ENUM ('connection', 'tunnel');
ALTER TABLE "Journey" ADD COLUMN "answer" "JourneyAnswer" NOT NULL DEFAULT 'connection';
