'use client'

/** What every page of the dashboard may show later, and none at first. */
import { laterPart } from '#app/_ui/on-demand.ts'

export const DemoBar = laterPart(async () => (await import('./demo-bar.tsx')).DemoBar)
export const OfflineNotice = laterPart(async () => (await import('./offline-notice.tsx')).OfflineNotice)
