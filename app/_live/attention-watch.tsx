'use client'

/**
 * While nobody looks at the tab: counts errors in its title and icon, and notifies as the person has chosen. It draws nothing, and
 * does nothing while the tab is in sight.
 */
import { useEffect, useRef } from 'react'
import { useTranslations } from 'use-intl'
import { visibleText } from '#lib/protocol/visible-text.ts'
import type { LogFilter, LogSource } from '#lib/viewer/log-source.ts'
import type { LogPlace } from '#lib/viewer/log-terms.ts'
import { NoticePace } from './notice-pace.ts'
import { beep, notify } from './notify.ts'
import { setTabBadge } from './tab-badge.ts'
import { useNotifySetting } from './use-notify-setting.ts'

export interface AttentionWatchProps {
  log: LogSource
  filter: LogFilter
  deviceName: string
}

/** Time between two looks, milliseconds; browsers stretch it in the background. */
const LOOK_MS = 2_000

export function AttentionWatch({ log, filter, deviceName }: AttentionWatchProps) {
  const t = useTranslations('live.attention')
  const setting = useNotifySetting()
  const latest = useRef({ t, setting, filter, deviceName })
  useEffect(() => {
    latest.current = { t, setting, filter, deviceName }
  })

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | null = null
    /** Rises when the tab is hidden or shown: what was asked before does not count. */
    let turn = 0
    let errorCount = 0
    const pace = new NoticePace()

    async function look(after: readonly LogPlace[] | null, ofTurn: number) {
      timer = null
      const { setting: wanted, filter: shown } = latest.current
      // Without an answer, because the worker was replaced, the next look counts the same records.
      const news = await log.ask('news', { after, filter: wanted.on === 'filter' ? shown : null }).catch(() => null)
      if (ofTurn !== turn) return
      if (!news) {
        timer = setTimeout(() => void look(after, ofTurn), LOOK_MS)
        return
      }
      errorCount += news.errorCount
      if (news.errorCount > 0) setTabBadge(errorCount)
      tell(wanted.on === 'filter' ? news.matchCount : news.errorCount, news.matchLine || news.errorLine)
      timer = setTimeout(() => void look(news.heads, ofTurn), LOOK_MS)
    }

    let line = ''
    function tell(count: number, newestLine: string) {
      const { t: words, setting: wanted, deviceName: name } = latest.current
      if (wanted.on === 'off') return
      line = newestLine || line
      const due = pace.take(count, performance.now())
      if (due === 0) return
      const text = words(wanted.on === 'filter' ? 'newMatches' : 'newErrors', { count: due })
      notify(visibleText(name), wanted.hasLine && line ? `${text}\n${line}` : text, `agent-logger ${location.pathname}`)
      if (wanted.hasSound) beep()
    }

    function handleVisibility() {
      turn++
      if (timer !== null) clearTimeout(timer)
      timer = null
      errorCount = 0
      setTabBadge(0)
      if (document.hidden) void look(null, turn)
    }
    document.addEventListener('visibilitychange', handleVisibility)
    if (document.hidden) handleVisibility()
    return () => {
      turn++
      if (timer !== null) clearTimeout(timer)
      document.removeEventListener('visibilitychange', handleVisibility)
      setTabBadge(0)
    }
  }, [log])

  return null
}
