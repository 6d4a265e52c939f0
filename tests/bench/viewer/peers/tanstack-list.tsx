/**
 * The list that most people would write: records in React state, one state change for each message of the socket, and TanStack
 * Virtual for the rows in sight. It filters in the page, with words, `-words` and `/patterns/`.
 */
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { createRoot } from 'react-dom/client'
import type { FedLine } from '#tests/bench/viewer/feeder.ts'

const ROW_PX = 20
const TIME = new Intl.DateTimeFormat('en', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
  hour12: false,
})

function passes(filter: string): (line: FedLine) => boolean {
  const pattern = /^\/(.+)\/$/.exec(filter)?.[1]
  if (pattern) {
    const expression = new RegExp(pattern, 'i')
    return ({ text }) => expression.test(text)
  }
  const isNegated = filter.startsWith('-')
  const word = (isNegated ? filter.slice(1) : filter).toLowerCase()
  return ({ text }) => text.toLowerCase().includes(word) !== isNegated
}

function LogList({ socketUrl }: { socketUrl: string }) {
  const [lines, setLines] = useState<FedLine[]>([])
  const [filter, setFilter] = useState('')
  const [isFollowing, setFollowing] = useState(true)
  const scroller = useRef<HTMLDivElement>(null)
  const shown = useMemo(() => (filter === '' ? lines : lines.filter(passes(filter))), [lines, filter])

  useEffect(() => {
    const socket = new WebSocket(socketUrl)
    socket.onmessage = ({ data }) => {
      const more = JSON.parse(data) as FedLine[]
      setLines((before) => [...before, ...more])
    }
    return () => socket.close()
  }, [socketUrl])

  const virtual = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 8,
  })
  useLayoutEffect(() => {
    if (isFollowing && shown.length > 0) virtual.scrollToIndex(shown.length - 1)
  }, [isFollowing, shown.length, virtual])

  return (
    <div style={{ display: 'flex', flexDirection: 'column', height: '100vh' }}>
      <input id="filter" value={filter} onChange={(event) => setFilter(event.target.value)} />
      <div
        id="list"
        ref={scroller}
        style={{ flex: 1, overflow: 'auto', overflowAnchor: 'none' }}
        onWheel={({ deltaY }) => deltaY < 0 && setFollowing(false)}
      >
        <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {virtual.getVirtualItems().map(({ index, key, start }) => {
            const line = shown[index] as FedLine
            return (
              <div key={key} className="row" style={{ transform: `translateY(${start}px)` }}>
                <b>{line.level}</b> <time>{TIME.format(line.timeMs)}</time> <span>{line.text}</span>
              </div>
            )
          })}
        </div>
      </div>
      <output id="status">
        {shown.length} of {lines.length}
      </output>
      <button id="follow" type="button" onClick={() => setFollowing(!isFollowing)}>
        {isFollowing ? 'Pause' : 'Follow'}
      </button>
    </div>
  )
}

const root = document.getElementById('root')
if (root) createRoot(root).render(<LogList socketUrl={`ws://127.0.0.1:${location.search.slice(1)}`} />)
