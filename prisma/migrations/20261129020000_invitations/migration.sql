-- CreateTable
CREATE TABLE "Invitation" (
    "email" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL,
    "perksEndsAt" TIMESTAMP(3),
    "perksReason" TEXT,

    CONSTRAINT "Invitation_pkey" PRIMARY KEY ("email")
);
