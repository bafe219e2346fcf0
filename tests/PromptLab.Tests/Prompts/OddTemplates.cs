using FsCheck;
using FsCheck.Fluent;

namespace PromptLab.Tests.Prompts;

/// <summary>Liquid as nobody would write it: every tag and every filter, nested, with values that do not suit them, and broken off anywhere.</summary>
internal static class OddTemplates
{
    private static readonly string[] Filters =
    [
        "append", "prepend", "truncate", "truncatewords", "concat", "join", "split", "replace", "replace_first", "replace_last", "remove", "remove_first", "remove_last", "date",
        "escape", "escape_once", "url_encode", "url_decode", "json", "newline_to_br", "handleize", "base64_encode", "base64_decode", "default", "first", "last", "size",
        "capitalize", "upcase", "strip_html", "slice", "reverse", "map", "sort", "sort_natural", "uniq", "where", "find", "find_index", "has", "reject", "compact", "sum",
        "abs", "at_least", "at_most", "ceil", "divided_by", "minus", "modulo", "plus", "round", "times", "time_zone", "sha256", "no_such_filter",
    ];

    private static readonly string[] Atoms =
    [
        "a", "b", "list", "map.x", "list[0]", "map['x']", "list.size", "forloop.index", "nil", "true", "empty", "blank", "0", "-1", "1e9", "99999999999999999999", "0.0001", "'x'", "\"\"", "'%999n'", "'%Y'",
        "(1..3)", "(1..100000)", "(1..999999999)", "(a..b)", "''", "'a,b'", "list[list[0]]", "a-b", "$", "'", "x y",
    ];

    private static readonly string[] Operators = ["==", "!=", "<", ">=", "contains", "startswith", "endswith", "and", "or", "<>"];
    private static readonly string[] Texts = ["plain", "\n", "{", "}}", "%}", "{a}", "${a}", "{{", "{%", "'", "💡", "{\"a\": [1]}", "{% raw %}{{ a }}{% endraw %}", "{%- comment -%}x{%- endcomment -%}", new('x', 2_000)];

    public static Gen<string> Any => from parts in Part(3).NonEmptyListOf() from whole in Broken(string.Concat(parts.Take(12))) select whole;

    private static Gen<string> Expression =>
        from atom in Gen.Elements(Atoms)
        from count in Gen.Choose(0, 3)
        from filters in (from name in Gen.Elements(Filters)
                         from arguments in Gen.Choose(0, 2)
                         from values in Gen.Elements(Atoms).ArrayOf(arguments)
                         select $" | {name}{(arguments == 0 ? "" : ":")} {string.Join(", ", values)}").ArrayOf(count)
        select atom + string.Concat(filters);

    private static Gen<string> Condition =>
        from left in Gen.Elements(Atoms) from sign in Gen.Elements(Operators) from right in Gen.Elements(Atoms) select $"{left} {sign} {right}";

    private static Gen<string> Part(int depth) => depth == 0 ? Leaf : Gen.Frequency((4, Leaf), (3, Block(depth - 1)));

    private static Gen<string> Leaf => Gen.OneOf(
        Gen.Elements(Texts),
        from shown in Expression select $"{{{{ {shown} }}}}",
        from kept in Expression from name in Gen.Elements("a", "b", "list") select $"{{% assign {name} = {kept} %}}",
        from one in Gen.Elements(Atoms) from other in Gen.Elements(Atoms) select $"{{% cycle {one}, {other} %}}",
        Gen.Elements("{% break %}", "{% continue %}", "{% increment a %}", "{% else %}", "{% endif %}", "{% include 'x' %}", "{% render 'x' %}", "{% no_such_tag %}", "{% echo a %}", "{% # x %}"));

    private static Gen<string> Block(int depth) =>
        from inner in Part(depth)
        from other in Part(depth)
        from condition in Condition
        from atom in Gen.Elements(Atoms)
        from limit in Gen.Elements("", " limit: 2", " offset: a", " reversed", " limit: 99999999999", " offset: continue", " cols: 2")
        from block in Gen.Elements(
            $"{{% if {condition} %}}{inner}{{% else %}}{other}{{% endif %}}",
            $"{{% unless {condition} %}}{inner}{{% endunless %}}",
            $"{{% case {atom} %}}{{% when {atom} %}}{inner}{{% else %}}{other}{{% endcase %}}",
            $"{{% for b in {atom}{limit} %}}{inner}{{% else %}}{other}{{% endfor %}}",
            $"{{% tablerow b in {atom}{limit} %}}{inner}{{% endtablerow %}}",
            $"{{% capture a %}}{inner}{{% endcapture %}}{{{{ a }}}}",
            $"{{% ifchanged %}}{inner}{{% endifchanged %}}")
        select block;

    /// <summary>Three of four are left as they are.</summary>
    private static Gen<string> Broken(string template) =>
        Gen.Frequency((3, Gen.Constant(template)), (1, from start in Gen.Choose(0, template.Length) from end in Gen.Choose(start, template.Length) select template[start..end]));
}
