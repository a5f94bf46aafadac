import type { Metadata } from "next";
import { env } from "@/lib/env";

/** The title of a page of its own (WCAG 2.4.2): "Security – OctoEverywhere". */
export const pageTitle = (title: string): Metadata => ({ title: `${title} – ${env().serviceName}` });
