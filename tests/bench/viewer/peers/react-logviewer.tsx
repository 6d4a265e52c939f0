/** The viewer of @melloware/react-logviewer with its own WebSocket client, following all the time. */
// @ts-expect-error: installed on request only, outside the project
import { LazyLog } from '@melloware/react-logviewer'
import { createRoot } from 'react-dom/client'
import type { FedLine } from '#tests/bench/viewer/feeder.ts'

const formatMessage = (message: string) =>
  (JSON.parse(message) as FedLine[])
    .map(({ timeMs, level, text }) => `${new Date(timeMs).toISOString()} ${level} ${text}`)
    .join('\n')

const root = document.getElementById('root')
const url = `ws://127.0.0.1:${location.search.slice(1)}`
if (root)
  createRoot(root).render(
    <div style={{ height: '100vh' }}>
      <LazyLog url={url} websocket websocketOptions={{ formatMessage }} enableSearch caseInsensitive follow />
    </div>,
  )
