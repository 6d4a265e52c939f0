/** The style of the direct page: the colours of the product in both themes, without custom properties, which old browsers lack. */
export const STYLE = `
*{box-sizing:border-box}
[hidden]{display:none!important}
html,body{height:100%;margin:0}
body{display:flex;flex-direction:column;background:#fcfcfc;color:#1c1c1f;font:15px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
header{display:flex;align-items:baseline;padding:8px 12px;border-bottom:1px solid #dcdce0}
h1{flex:1;min-width:0;margin:0 12px 0 0;overflow:hidden;font-size:16px;text-overflow:ellipsis;white-space:nowrap}
#state{margin:0;color:#5a5a63;font-size:13px}
.note,form{width:100%;max-width:360px;margin:48px auto;padding:0 16px}
form label{display:block;margin-bottom:6px}
input,select,button{height:36px;padding:0 10px;border:1px solid #b4b4bc;border-radius:6px;background:#fff;color:inherit;font:inherit}
button{cursor:pointer}
input:focus,select:focus,button:focus,#list:focus{outline:2px solid #2f6fdb;outline-offset:-1px}
form input{width:100%;height:44px;font:20px/1 ui-monospace,Menlo,Consolas,monospace;letter-spacing:2px;text-transform:uppercase}
form button{width:100%;height:44px;margin-top:12px;border-color:#2359b8;background:#2359b8;color:#fff}
#wrong{min-height:22px;color:#b3261e}
#viewer{display:flex;flex:1;flex-direction:column;min-height:0}
#tools{display:flex;align-items:center;padding:6px 8px;border-bottom:1px solid #dcdce0}
#tools>*{margin:0 4px}
#filter{flex:1;min-width:0;max-width:420px}
#count{color:#5a5a63;font-size:13px;white-space:nowrap}
button[aria-pressed=true]{border-color:#2359b8;color:#2359b8}
.off{position:absolute;width:1px;height:1px;overflow:hidden;clip:rect(0 0 0 0)}
#list{flex:1;overflow:auto;-webkit-overflow-scrolling:touch}
ol{margin:0;padding:0;list-style:none}
li{padding:2px 12px;border-left:3px solid transparent;font:13px/1.5 ui-monospace,Menlo,Consolas,monospace;overflow-wrap:anywhere;word-wrap:break-word}
li time{margin-right:8px;color:#6a6a73;white-space:nowrap}
li b{display:inline-block;min-width:5.5ch;margin-right:8px}
li span{white-space:pre-wrap}
li pre{margin:2px 0 2px 12px;white-space:pre-wrap}
summary{cursor:pointer}
.debug b,.trace b{color:#5a5a63}
.info b{color:#2359b8}
.warning{border-color:#b98900;background:#fff8e6}
.warning b{color:#7a5900}
.error,.fatal{border-color:#c9372c;background:#fdf0ef}
.error b,.fatal b{color:#b3261e}
@media (prefers-color-scheme:dark){
body{background:#161618;color:#e8e8ea}
header,#tools{border-color:#333338}
#state,#count,li time,.debug b,.trace b{color:#a3a3ad}
input,select,button{border-color:#4a4a52;background:#222226}
form button{border-color:#5b93f0;background:#2f6fdb}
button[aria-pressed=true]{border-color:#7fb0ff;color:#9cc2ff}
.info b{color:#8db8ff}
.warning{background:#2a2413}
.warning b{color:#e6bd4a}
.error,.fatal{background:#301a19}
.error b,.fatal b,#wrong{color:#ff9a91}
}
@media (max-width:480px){
#tools{flex-wrap:wrap}
#filter{flex:1 0 calc(100% - 8px);max-width:none;margin:0 4px 6px}
#level{flex:1}
}
`
