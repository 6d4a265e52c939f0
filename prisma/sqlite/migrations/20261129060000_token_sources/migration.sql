-- AlterTable
ALTER TABLE "Token" ADD COLUMN "sources" TEXT;
