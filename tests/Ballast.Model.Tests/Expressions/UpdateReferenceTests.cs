using System.Globalization;
using System.Text;
using Ballast.Foundation;
using Ballast.Model.Documents;
using Ballast.Model.Expressions;
using Ballast.Model.Numbers;
using Plain = Ballast.Model.Tests.RandomDocuments.Plain;
using RandomSet = Ballast.Model.Tests.RandomDocuments.RandomSet;

namespace Ballast.Model.Tests.Expressions;

/// <summary>Random updates of random items against a plain walk over dictionaries and lists.</summary>
public sealed class UpdateReferenceTests
{
    private static readonly object Removed = new();

    [Fact]
    public void Random_updates_agree_with_a_plain_walk_over_dictionaries()
    {
        const ulong seed = 61;
        var chance = new Chance(seed);
        int applied = 0, refused = 0, failed = 0;
        using var builder = new DocumentBuilder();
        for (var i = 0; i < 20_000; i++)
        {
            var item = RandomDocuments.Document(chance, 2);
            builder.Reset();
            RandomDocuments.Write(builder, item, chance);
            var bytes = builder.Written.ToArray();
            var plan = Plan.Random(chance, item);
            if (!UpdateExpression.TryParse(Encoding.UTF8.GetBytes(plan.Text), plan.Placeholders, out var update, out var error))
            {
                Assert.True(error.Message.Contains("Two document paths", StringComparison.Ordinal) || error.Message.Contains("Incorrect operand", StringComparison.Ordinal), error.Message);
                refused++;
                continue;
            }
            Assert.Null(plan.Placeholders.UnusedError());
            builder.Reset();
            var actual = update.Apply(new DocumentView(bytes), builder);
            var expected = plan.Run(item);
            Assert.True((expected is null) == (actual is not null), $"seed {seed}, update {i}: {plan.Text}: {actual?.Message}");
            if (expected is null)
            {
                failed++;
                continue;
            }
            applied++;
            Assert.True(DocumentVerifier.Verify(builder.Written), $"seed {seed}, update {i}: {plan.Text}");
            Assert.True(RandomDocuments.Same(expected, RandomDocuments.Read(new DocumentView(builder.Written))), $"seed {seed}, update {i}: {plan.Text}");
        }
        Assert.True(applied > 5_000 && failed > 500 && refused > 100, $"{applied} applied, {failed} failed, {refused} refused");
    }

    /// <summary>An update as a list of edits, as text, and as what it does to plain objects.</summary>
    private sealed class Plan(Chance chance)
    {
        private readonly List<(string Section, List<object> Path, Func<Dictionary<string, object?>, object?> Make)> _edits = [];
        private readonly Dictionary<string, string> _names = [];
        private int _values;

        public Placeholders Placeholders { get; } = new();
        public string Text { get; private set; } = "";

        public static Plan Random(Chance chance, Dictionary<string, object?> item)
        {
            var plan = new Plan(chance);
            foreach (var section in RandomDocuments.Shuffled(["SET", "REMOVE", "ADD", "DELETE"], chance).Take(1 + chance.NextInt32(2)))
            {
                var clauses = new List<string>();
                for (var left = 1 + chance.NextInt32(2); left > 0; left--)
                    clauses.Add(plan.Clause(section, item));
                plan.Text += $"{section} {string.Join(", ", clauses)} ";
            }
            return plan;
        }

        /// <summary>The new item, or null for an error.</summary>
        public Dictionary<string, object?>? Run(Dictionary<string, object?> item)
        {
            var result = (Dictionary<string, object?>)Copy(item)!;
            try
            {
                foreach (var edit in _edits.Order(Comparer<(string Section, List<object> Path, Func<Dictionary<string, object?>, object?> Make)>.Create((a, b) => Compare(a.Path, b.Path))))
                    Edit(result, edit.Path, edit.Section == "REMOVE" ? Removed : edit.Make(item));
            }
            catch (InvalidOperationException)
            {
                return null;
            }
            return (Dictionary<string, object?>)Swept(result)!;
        }

        private string Clause(string section, Dictionary<string, object?> item)
        {
            var path = RandomPath(item);
            var text = Shown(path);
            switch (section)
            {
                case "SET":
                    var (operand, make) = Operand(item, 1);
                    _edits.Add((section, path, make));
                    return $"{text} = {operand}";
                case "REMOVE":
                    _edits.Add((section, path, _ => null));
                    return text;
                default:
                    var old = Find(item, path);
                    object value = section == "ADD" && chance.OneIn(2) ? new Plain(Numbers.RandomNumber.Next(chance).ToString()) : SetLike(old);
                    _edits.Add((section, path, it => section == "ADD" ? Added(Find(it, path), value) : Deleted(Find(it, path), value)));
                    return $"{text} {Value(value)}";
            }
        }

        private (string Text, Func<Dictionary<string, object?>, object?> Make) Operand(Dictionary<string, object?> item, int depth)
        {
            var path = RandomPath(item);
            switch (chance.NextInt32(depth == 0 ? 2 : 5))
            {
                case 0:
                    return (Shown(path), it => Found(it, path));
                case 1:
                    var value = RandomDocuments.Value(chance, 1);
                    return (Value(value), _ => value);
                case 2:
                    var (text, fallback) = Operand(item, depth - 1);
                    return ($"if_not_exists({Shown(path)}, {text})", it => Find(it, path) is var found && !ReferenceEquals(found, Removed) ? found : fallback(it));
                case 3:
                    var list = new List<object?> { RandomDocuments.Value(chance, 0) };
                    return ($"list_append({Shown(path)}, {Value(list)})", it => Found(it, path) is List<object?> old ? (List<object?>)[.. old, .. list] : throw new InvalidOperationException());
                default:
                    var number = new Plain(Numbers.RandomNumber.Next(chance).ToString());
                    var minus = chance.OneIn(2);
                    return ($"{Shown(path)} {(minus ? '-' : '+')} {Value(number)}", it => Found(it, path) is Plain old ? Sum(old, number, minus ? -1 : 1) : throw new InvalidOperationException());
            }
        }

        private List<object> RandomPath(Dictionary<string, object?> item)
        {
            var path = new List<object>();
            object? at = item;
            do
            {
                if (at is Dictionary<string, object?> map)
                    path.Add(map.Count == 0 || chance.OneIn(10) ? RandomDocuments.Text(chance) : map.Keys.ElementAt(chance.NextInt32(map.Count)));
                else if (at is List<object?> list)
                    path.Add(chance.NextInt32(list.Count + 2));
                else
                    path.Add(chance.OneIn(2) ? "k" : 0);
                at = Find(item, path);
            }
            while (at is Dictionary<string, object?> or List<object?> ? !chance.OneIn(4) : chance.OneIn(15));
            return path;
        }

        private string Shown(List<object> path)
        {
            var text = new StringBuilder();
            foreach (var step in path)
            {
                if (step is int index)
                {
                    text.Append(CultureInfo.InvariantCulture, $"[{index}]");
                    continue;
                }
                var name = (string)step;
                if (!_names.TryGetValue(name, out var placeholder))
                {
                    _names[name] = placeholder = $"#n{_names.Count}";
                    Assert.Null(Placeholders.AddName(Encoding.UTF8.GetBytes(placeholder), Encoding.UTF8.GetBytes(name)));
                }
                text.Append(text.Length > 0 ? "." : "").Append(placeholder);
            }
            return text.ToString();
        }

        private string Value(object? value)
        {
            using var builder = new DocumentBuilder();
            RandomDocuments.WriteValue(builder, value, chance);
            var placeholder = $":v{_values++}";
            Assert.Null(Placeholders.AddValue(Encoding.UTF8.GetBytes(placeholder), builder.Written.ToArray()));
            return placeholder;
        }

        private RandomSet SetLike(object? old)
        {
            if (old is not RandomSet set)
                return new RandomSet(ValueTag.StringSet, [RandomDocuments.Text(chance)]);
            var elements = set.Elements.Where(_ => !chance.OneIn(3)).ToList();
            return new RandomSet(set.Tag, elements.Count == 0 ? [set.Elements[0]] : elements);
        }

        private static object? Found(Dictionary<string, object?> item, List<object> path) =>
            Find(item, path) is var found && !ReferenceEquals(found, Removed) ? found : throw new InvalidOperationException();

        private static object? Find(Dictionary<string, object?> item, List<object> path)
        {
            object? at = item;
            foreach (var step in path)
            {
                if (step is string name && at is Dictionary<string, object?> map && map.TryGetValue(name, out var child))
                    at = child;
                else if (step is int index && at is List<object?> list && index < list.Count)
                    at = list[index];
                else
                    return Removed;
            }
            return at;
        }

        private static object? Added(object? old, object value) => (old, value) switch
        {
            _ when ReferenceEquals(old, Removed) => value,
            (Plain a, Plain b) => Sum(a, b, 1),
            (RandomSet a, RandomSet b) when a.Tag == b.Tag => new RandomSet(a.Tag, [.. a.Elements, .. b.Elements.Where(e => !a.Elements.Exists(o => RandomDocuments.Same(o, e)))]),
            _ => throw new InvalidOperationException(),
        };

        private static object? Deleted(object? old, object value)
        {
            if (ReferenceEquals(old, Removed))
                return Removed;
            if (old is not RandomSet a || value is not RandomSet b || a.Tag != b.Tag)
                throw new InvalidOperationException();
            var left = a.Elements.Where(e => !b.Elements.Exists(o => RandomDocuments.Same(o, e))).ToList();
            return left.Count == 0 ? Removed : new RandomSet(a.Tag, left);
        }

        private static Plain Sum(Plain left, Plain right, int sign)
        {
            Numbers.RandomNumber Of(string text) => Numbers.RandomNumber.Normal(System.Numerics.BigInteger.Parse(text.Split('E')[0], CultureInfo.InvariantCulture), int.Parse(text.Split('E')[1], CultureInfo.InvariantCulture));
            var sum = Of(left.Number).Plus(Of(right.Number), sign);
            var fits = sum.Coefficient.IsZero || (sum.Digits <= NumberEncoding.DigitsMax && sum.Magnitude is <= NumberEncoding.MagnitudeMax and >= NumberEncoding.MagnitudeMin);
            return fits ? new Plain(sum.ToString()) : throw new InvalidOperationException();
        }

        // Edits come in the order of their indexes, so that what is set beyond the end is appended in that order.
        private static void Edit(Dictionary<string, object?> item, List<object> path, object? value)
        {
            object? at = item;
            for (var i = 0; i < path.Count - 1; i++)
                at = Find(item, path[..(i + 1)]);
            if (path[^1] is string name && at is Dictionary<string, object?> map)
                map[name] = value;
            else if (path[^1] is int index && at is List<object?> list)
            {
                if (index < list.Count)
                    list[index] = value;
                else
                    list.Add(value);
            }
            else
                throw new InvalidOperationException();
        }

        private static int Compare(List<object> left, List<object> right)
        {
            for (var i = 0; i < Math.Min(left.Count, right.Count); i++)
            {
                var order = left[i] is int a && right[i] is int b ? a.CompareTo(b) : string.CompareOrdinal(left[i].ToString(), right[i].ToString());
                if (order != 0)
                    return order;
            }
            return left.Count.CompareTo(right.Count);
        }

        private static object? Copy(object? value) => value switch
        {
            Dictionary<string, object?> map => map.ToDictionary(entry => entry.Key, entry => Copy(entry.Value)),
            List<object?> list => list.Select(Copy).ToList(),
            _ => value,
        };

        private static object? Swept(object? value) => value switch
        {
            Dictionary<string, object?> map => map.Where(entry => !ReferenceEquals(entry.Value, Removed)).ToDictionary(entry => entry.Key, entry => Swept(entry.Value)),
            List<object?> list => list.Where(element => !ReferenceEquals(element, Removed)).Select(Swept).ToList(),
            _ => value,
        };
    }
}
