'use client'

/** What the people who watch share, on the live page. Its code comes when the browser has nothing else to do. */
import { laterPart } from '#app/_ui/on-demand.ts'
import type { TogetherProps } from './together-parts.ts'

export const Together = laterPart<TogetherProps>(async () => (await import('./together-on-page.tsx')).TogetherOnPage)
