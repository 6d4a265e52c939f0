'use client'

/** What the people who watch share, on the live page. Its code comes when the page is there. */
import { lazyPart } from '#app/_ui/on-demand.ts'
import type { TogetherProps } from './together-parts.ts'

export const Together = lazyPart<TogetherProps>(async () => (await import('./together-on-page.tsx')).TogetherOnPage)
