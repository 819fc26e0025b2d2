import { variables } from "../../../lib/topology/style.ts";

const tones = ["good", "calm", "warn", "bad", "unknown"];

export const pageStyle = `${variables(":root")}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:15px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
.banner{display:flex;gap:16px;align-items:center;padding:18px max(20px,calc((100vw - 1080px)/2));border-bottom:1px solid}
.banner .mark{font-size:34px;line-height:1}
.banner h1{font-size:22px;line-height:1.25;margin:0}.banner p{margin:2px 0 0;color:var(--ink)}
main,footer{max-width:1080px;margin:0 auto;padding:0 20px}
section{margin:26px 0;overflow-x:auto}h2{font-size:15px;margin:0 0 8px;color:var(--dim);font-weight:600}
section>p{margin:0 0 8px}
.findings{list-style:none;margin:0;padding:0;display:grid;gap:8px}
.findings li{border:1px solid var(--edge);border-left:5px solid;border-radius:6px;padding:8px 12px;color:var(--ink)}
.findings p{margin:0}.findings .todo{color:var(--dim);margin-top:3px}
.tag{display:inline-block;border-radius:999px;padding:0 9px;font-size:13px;border:1px solid;white-space:nowrap;max-width:100%;overflow:hidden;text-overflow:ellipsis;vertical-align:bottom}
.scroll{overflow-x:auto;border:1px solid var(--edge);border-radius:8px;text-align:center;padding:4px}
.scroll svg{display:inline-block;max-width:none;height:auto}
table{border-collapse:collapse;width:100%}caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
th,td{text-align:left;padding:7px 12px 7px 0;border-bottom:1px solid var(--edge);vertical-align:top;font-weight:400;overflow-wrap:anywhere}
thead th{color:var(--dim);font-size:13px}tbody th{font-weight:600;white-space:nowrap}thead th{white-space:nowrap}td[data-title=sessions],.together,td[data-title=PostgreSQL]{white-space:nowrap}
footer{color:var(--dim);font-size:13px;padding-bottom:28px}
${tones
  .map(
    (tone) =>
      `.tag.${tone}{color:var(--${tone});border-color:var(--${tone});background:var(--${tone}-ground)}` +
      `.findings .${tone}{border-left-color:var(--${tone});background:var(--${tone}-ground)}` +
      `.banner.${tone}{background:var(--${tone}-ground);border-color:var(--${tone})}.banner.${tone} .mark,.banner.${tone} h1{color:var(--${tone})}`,
  )
  .join("\n")}
.tag.calm{border-color:var(--edge)}
.banner.bad{background:#cf222e;border-color:#cf222e}.banner.bad .mark,.banner.bad h1,.banner.bad p{color:#fff}
@media (max-width:700px){
.scroll svg{max-width:100%;min-width:430px}
thead{display:none}table,tbody,tr,td,tbody th{display:block}
tr{border:1px solid var(--edge);border-radius:8px;padding:8px 12px;margin:0 0 10px;background:var(--card)}
td,tbody th{border:0;padding:2px 0}td:empty{display:none}
td{display:flex;gap:8px;flex-wrap:wrap}td::before{content:attr(data-title);color:var(--dim);font-size:13px;flex:0 0 6.5em}
.banner{padding:14px 16px}.banner h1{font-size:19px}main,footer{padding:0 14px}
}`;
