/** The body of the direct page, in English. Its script translates the elements that name a word, and adds the list. */
export const MARKUP = `<header>
<h1 id="title">Agent Logger</h1>
<p id="state" role="status"></p>
</header>
<noscript><p class="script-note">This page needs JavaScript.</p></noscript>
<form id="entry" hidden>
<label for="code" data-word="code">Code from the device's terminal</label>
<input id="code" name="code" autocomplete="one-time-code" autocapitalize="characters" spellcheck="false" maxlength="40" aria-describedby="wrong">
<button type="submit" data-word="enter">Show the logs</button>
<p id="wrong" role="alert"></p>
</form>
<div id="viewer" hidden>
<div class="tools">
<label class="off" for="filter" data-word="filter">Filter</label>
<input id="filter" type="search" placeholder="Filter" data-placeholder="filter" spellcheck="false">
<label class="off" for="level" data-word="level">Lowest level</label>
<select id="level">
<option value="trace" data-word="all">All levels</option>
<option value="debug" data-word="debug">Debug and up</option>
<option value="info" data-word="info">Info and up</option>
<option value="warn" data-word="warning">Warnings and up</option>
<option value="error" data-word="error">Errors and up</option>
</select>
<span id="count"></span>
</div>
</div>`
