'use client'

/** The form, or the session it has opened. */
import type { ReactNode } from 'react'
import { useState } from 'react'
import { OpenForm } from './open-form.tsx'
import type { SeedTarget } from './open-target.ts'
import { SeedLive } from './seed-live.tsx'

/** Header and footer stand around the form; a live session takes the whole window. */
export function OpenPage({ header, footer }: { header: ReactNode; footer: ReactNode }) {
  const [target, setTarget] = useState<SeedTarget | null>(null)
  const [text, setText] = useState('')
  if (target) return <SeedLive key={target.wsUrl} target={target} onClose={() => setTarget(null)} />
  return (
    <div className="mx-auto flex min-h-dvh w-full max-w-5xl flex-col gap-6 px-4 py-4 md:px-8">
      {header}
      <main className="flex min-w-0 flex-1 flex-col items-center py-4">
        <OpenForm
          initialText={text}
          onOpen={(opened, from) => {
            setText(from)
            setTarget(opened)
          }}
        />
      </main>
      {footer}
    </div>
  )
}
