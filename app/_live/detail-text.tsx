/** The full text of a record in a monospace font, wrapped or with a horizontal scroll bar. JSON, XML and SQL can be set in lines. */
import clsx from 'clsx'
import type { MarkPlace } from '#lib/viewer/query/mark-places.ts'
import { AnsiText } from './ansi-text.tsx'
import { useDetail } from './detail-context.ts'
import { PrettyChoice } from './pretty-choice.tsx'

export interface DetailTextProps {
  text: string
  /** What is searched only there is marked, too. */
  place?: MarkPlace
  /** Accessible name of the region that scrolls when lines are not wrapped. */
  label: string
}

export function DetailText({ text, place = 'anywhere', label }: DetailTextProps) {
  const { patterns, isWrapped } = useDetail()
  return (
    <PrettyChoice text={text}>
      {(shown, toggle) => (
        <div className="flex flex-col items-start gap-1">
          {toggle}
          <div
            // A scrolling region must be reachable by keyboard.
            {...(isWrapped ? {} : { role: 'group', 'aria-label': label, tabIndex: 0 })}
            className="max-w-full overflow-x-auto rounded -outline-offset-2"
          >
            <pre
              className={clsx(
                'w-fit min-w-full text-log [unicode-bidi:isolate]',
                isWrapped ? 'whitespace-pre-wrap break-words [overflow-wrap:anywhere]' : 'whitespace-pre',
              )}
            >
              <AnsiText text={shown} patterns={patterns} place={place} isDetail />
            </pre>
          </div>
        </div>
      )}
    </PrettyChoice>
  )
}
