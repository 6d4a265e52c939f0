/** The full text of a record in a monospace font, wrapped or with a horizontal scroll bar. */

import clsx from 'clsx'
import type { MarkPlace, SearchMarks } from '#lib/viewer/query/search-marks.ts'
import { AnsiText } from './ansi-text.tsx'

export interface DetailTextProps {
  text: string
  patterns: SearchMarks
  place?: MarkPlace
  isWrapped: boolean
  /** Accessible name of the region that scrolls when lines are not wrapped. */
  label: string
}

export function DetailText({ text, patterns, place = 'anywhere', isWrapped, label }: DetailTextProps) {
  return (
    <div
      // A scrolling region must be reachable by keyboard.
      {...(isWrapped ? {} : { role: 'region', 'aria-label': label, tabIndex: 0 })}
      className="overflow-x-auto rounded -outline-offset-2"
    >
      <pre
        className={clsx(
          'w-fit min-w-full text-log [unicode-bidi:isolate]',
          isWrapped ? 'whitespace-pre-wrap break-words [overflow-wrap:anywhere]' : 'whitespace-pre',
        )}
      >
        <AnsiText text={text} patterns={patterns} place={place} />
      </pre>
    </div>
  )
}
