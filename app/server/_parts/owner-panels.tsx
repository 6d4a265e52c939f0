'use client'

/** The panels for the owner of the server, in addition to the public numbers. */
import { useFormatter, useTranslations } from 'use-intl'
import { ByteSize } from '#app/_ui/byte-size.tsx'
import { Notice } from '#app/_ui/notice.tsx'
import { LIMITS } from '#lib/protocol/limits.ts'
import { Facts } from './facts.tsx'
import { LimitsPanel } from './limits-panel.tsx'
import { Panel } from './panel.tsx'
import type { ServerDetails } from './stats-answer.ts'
import { TrafficPanel } from './traffic-panel.tsx'

const KINDS = ['devices', 'viewers', 'seedDevices', 'seedViewers', 'sources'] as const
const DATABASES = { sqlite: 'SQLite', postgresql: 'PostgreSQL' }

export function OwnerPanels({ details }: { details: ServerDetails }) {
  const t = useTranslations('server')
  const format = useFormatter()
  const { connections, memory, database, nodes, nodeVersion, mail } = details
  const sum = KINDS.reduce((total, kind) => total + connections[kind], 0)
  return (
    <>
      {mail?.lastError && (
        <Notice tone={mail.isDelayed ? 'danger' : 'warn'} role="status">
          {t(mail.isDelayed ? 'mailDelayed' : 'mailRefused')} <span className="break-words">{mail.lastError}</span>
        </Notice>
      )}
      <TrafficPanel traffic={details.traffic} />
      <div className="grid gap-6 md:grid-cols-2">
        <Panel title={t('byKind')}>
          <Facts
            rows={[
              ...KINDS.map((kind) => [t(`kinds.${kind}`), format.number(connections[kind])] as const),
              [t('connections'), `${format.number(sum)} ${t('connectionsOf', { max: LIMITS.connectionsMax })}`],
            ]}
          />
        </Panel>
        <Panel title={t('process')}>
          <Facts
            rows={[
              [
                t('memory'),
                t.rich('memoryOf', {
                  resident: () => <ByteSize bytes={memory.residentBytes} />,
                  heap: () => <ByteSize bytes={memory.heapBytes} />,
                }),
              ],
              [t('database'), DATABASES[database]],
              [t('node'), nodeVersion],
              [t('nodes'), nodes > 1 ? t('nodesSome', { count: nodes }) : t('nodesAlone')],
              [t('mail'), mail ? t('mailWaiting', { count: mail.queued }) : t('mailOff')],
            ]}
          />
        </Panel>
      </div>
      <LimitsPanel hits={details.limitHits} />
    </>
  )
}
