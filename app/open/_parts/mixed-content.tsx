'use client'

/** Explains why an https page cannot reach a plain address, and what works instead. */
import { useTranslations } from 'use-intl'
import { CodeBlock } from '#app/_ui/code-block.tsx'
import { Notice } from '#app/_ui/notice.tsx'
import type { FlutterTarget } from './open-target.ts'

export function MixedContent({ target }: { target: FlutterTarget }) {
  const t = useTranslations('open')
  return (
    <Notice tone="warn">
      <div className="flex flex-col gap-2">
        <p>{t('mixed', { host: target.host })}</p>
        <WaysOut target={target} />
      </div>
    </Notice>
  )
}

export function WaysOut({ target }: { target: FlutterTarget }) {
  const t = useTranslations('open')
  return (
    <>
      {target.mode === 'direct' && (
        <>
          <p>{t('bridge')}</p>
          <CodeBlock what={t('bridgeCommand')} code={bridgeCommand(target)} />
        </>
      )}
      <p>{t('http')}</p>
    </>
  )
}

function bridgeCommand({ wsUrl }: FlutterTarget): string {
  const { origin } = location
  return `npx -p ${origin}/sdk/agent-logger.tgz agent-logger bridge ${wsUrl} --server ${origin} --token agl_d_…`
}
