'use client'

/**
 * Finds a text among the shown records without filtering: Ctrl F opens the bar, Enter and F3 go on. A second Ctrl F in the bar is
 * the browser's own. What is looked for stands in the address: `?find=timeout`.
 */
import { type RefObject, useCallback, useEffect, useRef, useState } from 'react'
import type { LogPlace, LogSource, LogView, RecordRow } from '#lib/viewer/log-source.ts'
import type { FindAnswer } from '#lib/viewer/questions/find.ts'
import type { LiveLogListControl } from './live-log-list.tsx'
import { useJump } from './use-jump.ts'

export interface Find {
  isOpen: boolean
  text: string
  /** Null: the search goes on. */
  answer: FindAnswer | null
  /** Rises each time the bar is called, so that it takes the focus. */
  calls: number
  setText: (text: string) => void
  /** Shows the bar with a text; hides it when the text is empty. */
  show: (text: string) => void
  step: (step: 'next' | 'previous') => void
  open: () => void
  close: () => void
}

/** Shortest time between two counts of a log that grows, milliseconds. */
const COUNT_MS = 1_000

export function useFind(
  log: LogSource,
  view: LogView,
  list: RefObject<LiveLogListControl | null>,
  onFound: (row: RecordRow) => void,
): Find {
  const [isOpen, setOpen] = useState(false)
  const [text, setText] = useState('')
  const [answer, setAnswer] = useState<FindAnswer | null>(null)
  const [calls, setCalls] = useState(0)
  const jump = useJump(log, list)
  /** The hit that the reader is at. */
  const at = useRef<LogPlace | null>(null)
  const wanted = useRef<LogPlace | null>(null)
  const round = useRef(0)
  const turn = useRef(Promise.resolve())

  const ask = useCallback(
    async (searched: string, step: 'next' | 'previous' | 'near', isMoving: boolean) => {
      const mine = ++round.current
      if (searched.trim() === '') {
        setAnswer({ place: null, count: null, index: null })
        return
      }
      setAnswer((before) => (isMoving ? null : before))
      if (isMoving) {
        const { place } = await log.ask('find', { text: searched, at: at.current, step, isCounted: false })
        if (mine !== round.current) return
        if (place) {
          at.current = place
          wanted.current = place
          jump(place)
        }
      }
      const counted = await log.ask('find', { text: searched, at: at.current, step: 'near', isCounted: true })
      // Before the first step the reader is at none of them.
      if (mine === round.current) setAnswer(at.current ? counted : { ...counted, index: null })
    },
    [log, jump],
  )

  const open = useCallback(() => {
    setOpen(true)
    setCalls((before) => before + 1)
  }, [])

  const close = useCallback(() => {
    setOpen(false)
    round.current++
    writeFind('')
  }, [])

  const change = useCallback(
    (next: string) => {
      setText(next)
      writeFind(next)
      void ask(next, 'near', true)
    },
    [ask],
  )

  const step = useCallback(
    (way: 'next' | 'previous') => {
      // A quick second press goes on from where the first one leads.
      turn.current = turn.current.then(() => ask(text, way, true)).catch(() => {}) // the page has closed its source
    },
    [ask, text],
  )

  useEffect(() => {
    const inAddress = new URLSearchParams(location.search).get('find')
    if (!inAddress) return
    setText(inAddress)
    setOpen(true)
    void ask(inAddress, 'near', false)
  }, [ask])

  // The detail and the keys go on from the hit.
  useEffect(() => {
    const place = wanted.current
    const row = place && view.selectedRow !== null ? log.row(view.selectedRow) : undefined
    if (row?.kind !== 'record' || row.session !== place?.session || row.seq !== place.seq) return
    wanted.current = null
    onFound(row)
  }, [log, view, onFound])

  const { matched, isFiltering } = view
  // biome-ignore lint/correctness/useExhaustiveDependencies: records come and go, and so do hits
  useEffect(() => {
    if (!isOpen || isFiltering) return
    const timer = setTimeout(() => void ask(text, 'near', false), COUNT_MS)
    return () => clearTimeout(timer)
  }, [isOpen, isFiltering, matched, text, ask])

  const show = useCallback(
    (next: string) => {
      if (next === '') close()
      else open()
      if (next !== '') change(next)
    },
    [change, close, open],
  )

  useFindKeys({ isOpen, open, step })
  return { isOpen, text, answer, calls, setText: change, show, step, open, close }
}

function useFindKeys(acts: Pick<Find, 'isOpen' | 'open' | 'step'>): void {
  const latest = useRef(acts)
  useEffect(() => {
    latest.current = acts
  })
  useEffect(() => {
    function handleKey(event: KeyboardEvent) {
      const { ctrlKey, metaKey, altKey, shiftKey, key, target } = event
      if (altKey || !(target instanceof Element) || target.closest('[role=dialog], [role=alertdialog]')) return
      const isCommand = (ctrlKey || metaKey) && !(ctrlKey && metaKey)
      const isFind = isCommand && !shiftKey && key.toLowerCase() === 'f'
      const isStep = key === 'F3' || (isCommand && key.toLowerCase() === 'g')
      if (isFind && target.closest('[data-find-bar]')) return
      if (isFind) latest.current.open()
      else if (isStep && latest.current.isOpen) latest.current.step(shiftKey ? 'previous' : 'next')
      else return
      event.preventDefault()
    }
    addEventListener('keydown', handleKey)
    return () => removeEventListener('keydown', handleKey)
  }, [])
}

function writeFind(text: string): void {
  const url = new URL(location.href)
  if (text) url.searchParams.set('find', text)
  else url.searchParams.delete('find')
  history.replaceState(history.state, '', url.href.replaceAll('%2C', ',').replaceAll('%3A', ':'))
}
