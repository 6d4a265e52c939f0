-- AlterTable
ALTER TABLE "Device" ADD COLUMN "sortName" TEXT NOT NULL DEFAULT '';
ALTER TABLE "Device" ADD COLUMN "searchText" TEXT NOT NULL DEFAULT '';

-- Databases disagree about other letters than those of ASCII: the server fills the rest when it starts.
UPDATE "Device" SET
  "sortName" = lower("name"),
  "searchText" = lower("name" || ' ' || "platform" || ' ' || "os" || ' ' || "model" || ' ' || "appName" || ' ' || "appVersion")
WHERE ("name" || ' ' || "platform" || ' ' || "os" || ' ' || "model" || ' ' || "appName" || ' ' || "appVersion") ~ '^[ -~]*$';

-- DropIndex
DROP INDEX "Device_teamId_name_idx";
DROP INDEX "Device_lastSeenAt_idx";

-- CreateIndex
CREATE INDEX "Device_teamId_sortName_id_idx" ON "Device"("teamId", "sortName", "id");

-- CreateIndex
CREATE INDEX "Device_teamId_platform_lastSeenAt_idx" ON "Device"("teamId", "platform", "lastSeenAt");

-- CreateIndex
CREATE INDEX "Device_teamId_isEphemeral_lastSeenAt_idx" ON "Device"("teamId", "isEphemeral", "lastSeenAt");

-- CreateIndex
CREATE INDEX "Device_isEphemeral_lastSeenAt_idx" ON "Device"("isEphemeral", "lastSeenAt");
