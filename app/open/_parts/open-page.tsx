'use client'

/**
 * The form, or the session it has opened. What is open stands behind the # of the address, which no server sees: a reload
 * keeps it, and the browser's way back closes it.
 */
import { type ReactNode, useMemo } from 'react'
import { useFragment } from '#app/_ui/use-fragment.ts'
import { OpenForm } from './open-form.tsx'
import { type OwnHosts, openingOf } from './open-target.ts'
import { SeedLive } from './seed-live.tsx'

export interface OpenPageProps {
  /** Header and footer stand around the form; a live session takes the whole window. */
  header: ReactNode
  footer: ReactNode
  ownHosts: readonly string[]
}

export function OpenPage({ header, footer, ownHosts }: OpenPageProps) {
  const fragment = useFragment()
  const own = useMemo<OwnHosts | null>(
    () => (fragment === null ? null : { here: location.host, others: ownHosts }),
    [fragment, ownHosts],
  )
  const text = decoded(fragment ?? '')
  const opening = own && text !== '' ? openingOf(text, '', own) : null
  if (opening?.kind === 'seed')
    return <SeedLive key={opening.target.wsUrl} target={opening.target} onClose={() => location.replace('#')} />
  return (
    <div className="mx-auto flex min-h-dvh w-full max-w-5xl flex-col gap-6 px-4 py-4 md:px-8">
      {header}
      <main className="flex min-w-0 flex-1 flex-col items-center py-4">
        <OpenForm key={text} initialText={text} own={own} onOpen={({ wsUrl }) => (location.hash = wsUrl)} />
      </main>
      {footer}
    </div>
  )
}

function decoded(fragment: string): string {
  try {
    return decodeURIComponent(fragment)
  } catch {
    return ''
  }
}
