/** Gives the client components inside it the words of some namespaces that not every page gets. */
import type { ReactNode } from 'react'
import { getLocale } from './get-translations.ts'
import { MoreWords } from './more-words.tsx'
import { type PageNamespace, pageWords } from './page-words.ts'

export interface WithWordsProps {
  names: readonly PageNamespace[]
  children: ReactNode
}

export async function WithWords({ names, children }: WithWordsProps) {
  return <MoreWords words={pageWords(await getLocale(), names)}>{children}</MoreWords>
}
