'use client'

/**
 * The form, or the session that it has opened. The session is in the fragment of the address, which no server sees: a
 * reload keeps it, and the browser's back button closes it. A session that a link named is asked about first. A file that is
 * dropped, pasted or chosen takes the place of both.
 */
import { type ReactNode, useCallback, useMemo, useState } from 'react'
import { lazyPart } from '#app/_ui/on-demand.ts'
import { useFragment } from '#app/_ui/use-fragment.ts'
import { type FileInput, fileInput } from '#lib/viewer/import/file-input.ts'
import { accept, isAccepted } from './accepted-addresses.ts'
import { AskToConnect } from './ask-to-connect.tsx'
import { KeptList } from './kept-list.tsx'
import { OpenFile } from './open-file.tsx'
import { OpenForm } from './open-form.tsx'
import { type OwnHosts, openingOf } from './open-target.ts'
import { useFileDrop } from './use-file-drop.ts'

// What a person opens here is mostly not on the server, which may be gone by then.
const FileLive = lazyPart(async () => (await import('./file-live.tsx')).FileLive, null, true)
const FlutterLive = lazyPart(async () => (await import('./flutter-live.tsx')).FlutterLive, null, true)
const KeptLive = lazyPart(async () => (await import('./kept-live.tsx')).KeptLive, null, true)

export interface OpenPageProps {
  /** Wraps the form in header and footer; a live session takes the whole window. */
  header: ReactNode
  footer: ReactNode
  ownHosts: readonly string[]
}

/** How the address names a session that this browser keeps. */
const KEPT = 'kept='

export function OpenPage({ header, footer, ownHosts }: OpenPageProps) {
  const fragment = useFragment()
  const own = useMemo<OwnHosts | null>(
    () => (fragment === null ? null : { here: location.host, others: ownHosts }),
    [fragment, ownHosts],
  )
  const text = decoded(fragment ?? '')
  const kept = text.startsWith(KEPT) ? text.slice(KEPT.length) : null
  const opening = own && text !== '' && kept === null ? openingOf(text, '', own) : null
  const [justAccepted, setJustAccepted] = useState('')
  const target = opening?.kind === 'flutter' ? opening.target : null
  const close = () => location.replace('#')
  const [input, setInput] = useState<FileInput | null>(null)
  const openFile = useCallback((file: File) => setInput(fileInput(file)), [])
  const isLive = target !== null && (target.wsUrl === justAccepted || isAccepted(target.wsUrl))
  const isOver = useFileDrop(isLive && !input ? null : openFile)
  function choose(wsUrl: string) {
    accept(wsUrl)
    setJustAccepted(wsUrl)
  }

  // A file is not in the address, because no browser could open it again by itself.
  if (input) return <FileLive input={input} onClose={() => setInput(null)} />
  if (kept !== null) return <KeptLive key={kept} id={kept} onClose={close} />
  if (isLive) return <FlutterLive key={target.wsUrl} target={target} onClose={close} />
  return (
    <div className="mx-auto flex min-h-dvh w-full max-w-5xl flex-col gap-6 px-4 py-4 md:px-8">
      {header}
      <main className="flex min-w-0 flex-1 flex-col items-center gap-8 py-4">
        {target ? (
          <AskToConnect key={target.wsUrl} target={target} onConnect={() => choose(target.wsUrl)} onCancel={close} />
        ) : (
          <>
            <OpenForm
              key={text}
              initialText={text}
              own={own}
              onOpen={({ wsUrl }) => {
                choose(wsUrl)
                location.hash = wsUrl
              }}
            />
            <OpenFile isOver={isOver} onFile={openFile} />
            <KeptList />
          </>
        )}
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
