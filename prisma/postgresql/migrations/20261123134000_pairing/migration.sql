-- AlterEnum
ALTER TYPE "TokenKind" ADD VALUE 'host';

-- AlterTable
ALTER TABLE "Team" ADD COLUMN     "adoptsRestarts" BOOLEAN NOT NULL DEFAULT true,
ADD COLUMN     "allowsSeedViewers" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "Session" ADD COLUMN     "claimedById" TEXT;

-- AddForeignKey
ALTER TABLE "Session" ADD CONSTRAINT "Session_claimedById_fkey" FOREIGN KEY ("claimedById") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;
